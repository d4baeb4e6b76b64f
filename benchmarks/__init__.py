"""What `make bench` runs: each module here measures one promise about speed and returns its figures."""
