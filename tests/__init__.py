"""One file a module, flat; `roles/` holds documents that tests and demonstrations share."""
