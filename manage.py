#!/usr/bin/env python3
"""Django's own door to the commands of the house: ./run manage opens it in the private environment."""

from saidyes.__main__ import main

if __name__ == "__main__":
    main()
