"""``quotewire import``: archives on a disk, read record by record and posted through the bulk route."""
