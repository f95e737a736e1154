"""The role documents as web pages: what answers link to where nothing online shows the source."""
