"""`python -m dialogues` is the command `dialogues`."""

from dialogues.cli import main

if __name__ == "__main__":
    main()
