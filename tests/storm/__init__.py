"""Publishing while it is killed at any moment and read all the time: scripts/storm, and shorter in `make test`."""
