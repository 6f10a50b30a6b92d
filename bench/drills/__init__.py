"""One module per drill with a `main(arguments: list[str]) -> int`; its first line is what `./run drill` lists."""
