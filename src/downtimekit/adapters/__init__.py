"""The adapters: one small module for each thing outside, which alone imports the library for it."""
