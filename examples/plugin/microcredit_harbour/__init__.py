"""An example plugin: the student records of Harbour College, which does not exist."""
