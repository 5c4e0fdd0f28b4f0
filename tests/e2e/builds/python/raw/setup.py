from setuptools import setup
from setuptools_rust import Binding, RustExtension

setup(
    name="zbuild-raw",
    version="0.1.0",
    rust_extensions=[
        RustExtension("zbuild_raw", binding=Binding.NoBinding, py_limited_api=True)
    ],
    options={"bdist_wheel": {"py_limited_api": "cp38"}},
    zip_safe=False,
)
