"""Text to vectors: the model, its adapters, their export."""
