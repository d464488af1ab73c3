#!/usr/bin/env python3
"""listen.py ODOO [OPTION…]: starts Odoo with room for a crowd in front of its door.

Odoo lets eight clients per worker wait. When more come, the kernel answers nobody, and the proxy takes the
node for dead: with a hundred customers at once on two nodes nobody was served any more. Odoo takes a socket
that is listening already (socket activation, as systemd does it); this one lets `BACKLOG` clients wait.

The address is that of the variables ODOO_HTTP_INTERFACE and ODOO_HTTP_PORT, the room HTTP_BACKLOG.
"""

import os
import socket
import sys

FIRST_PASSED_FD = 3  # sd_listen_fds(3)

room = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
room.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
room.bind((os.environ["ODOO_HTTP_INTERFACE"], int(os.environ.get("ODOO_HTTP_PORT", "8069"))))
room.setblocking(False)  # several workers ask for the same client: one gets him, the others go on
room.listen(int(os.environ.get("HTTP_BACKLOG", "1024")))
if room.fileno() == FIRST_PASSED_FD:
    room.set_inheritable(True)
else:
    os.dup2(room.fileno(), FIRST_PASSED_FD, inheritable=True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execvp(sys.argv[1], sys.argv[1:])
