
# zbuild: imported from where it lies, it names what this root has by its path
def _in_root(names):
    from os import path
    try:
        root = path.realpath(path.join(path.dirname(__file__), '../../..'))
        root = root.rstrip('/')
    except NameError:
        return
    for name, value in names.items():
        if str(value).startswith('/usr') and path.exists(root + value):
            names[name] = root + value


_in_root(build_time_vars)
