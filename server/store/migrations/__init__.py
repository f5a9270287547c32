"""The steps from one version of the tables to the next, run when a node's folder is opened."""
