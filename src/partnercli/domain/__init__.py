"""The words of the field, standard library only. Read this package first."""
