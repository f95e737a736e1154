"""What a folder of documents says: files in, passages out."""
