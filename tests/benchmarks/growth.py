"""stub"""
def arguments(parser):
    pass
def run(options):
    return []
