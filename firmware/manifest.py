# For freezing into MicroPython: make -C ports/rp2 FROZEN_MANIFEST=.../firmware/manifest.py
metadata(
    description="Appliances that learn how the people of one house like them",
    version="0.1.0",
    license="MIT",
    author="Habitude developers",
)
package("habitude")
