"""Households: when people are at home, what they hiddenly wish, how they override."""
