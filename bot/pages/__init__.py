"""The role documents as web pages, for answers to link to when their source is not online."""
