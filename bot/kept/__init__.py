"""Feedback and unanswered questions, kept for those who write the documents. Who asked, where, and
at what time of day is never kept."""
