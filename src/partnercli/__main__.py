"""What the console script runs first: until the command can say something of its own, Ctrl-C ends it without a word."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

from partnercli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
