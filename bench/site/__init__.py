"""`./run docs`: the pages of docs/ as a site in var/site, that needs no other machine, with every link checked."""
