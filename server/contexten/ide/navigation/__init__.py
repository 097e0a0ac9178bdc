"""Ways through the code for editors whose language has no server of its own: plain data over a World, one file each.

**Invariant:** what is answered lies inside its text as it stands, on the name that was asked for; what cannot be known
any more, because a file changed on disk since it was read, is left out.
"""
