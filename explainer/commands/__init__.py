"""The commands that do more than build, one module each; cli.py imports only what is asked for."""
