"""What is kept for those who write the documents: feedback, and questions that were not answered.
Never who asked, where, or when on a day."""
