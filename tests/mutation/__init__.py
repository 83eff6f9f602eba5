"""Do the tests of the rules notice when a rule is changed?

Every rule is changed in one place at a time, and the promtool tests that ask for it are
run on the result, file by file, until one notices. What none notices is a survivor.
"""
