"""The house tests itself: what no type checker and no import contract can say. Each file names the rules it keeps."""
