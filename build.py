"""Build the site. ``python build.py --help`` says what else it can do."""

from explainer.start import main

if __name__ == "__main__":
    raise SystemExit(main())
