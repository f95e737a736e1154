"""What is wrong with the documents, for those who write them."""
