import importlib.util as u
s = u.find_spec('ziglang')
print(list(s.submodule_search_locations)[0] if s else '')
