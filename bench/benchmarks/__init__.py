"""One module per measurement with a `main(arguments: list[str]) -> int`; its first line is what `./run bench` lists."""
