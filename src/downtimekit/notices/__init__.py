"""Telling people: who is told what, over which channel and when; pure, so that it can be asked beforehand."""
