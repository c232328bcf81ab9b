# SPDX-License-Identifier: MIT
"""A mail server and a web server for tests: what they are sent becomes lines of files in a folder.

    mail_servers.py FOLDER      writes FOLDER/ports ("SMTP HTTP"), FOLDER/mails, FOLDER/hooks; ends with its parent
"""
import http.server
import json
import os
import socketserver
import sys
import threading
import time

folder = sys.argv[1]


def note(name, line):
    with open(os.path.join(folder, name), "a", encoding="utf-8") as out:
        out.write(line + "\n")


class Smtp(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 test")
        recipients = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "RCPT":
                recipients.append(line.split("<")[1].split(">")[0])
            if verb == "DATA":
                self.say("354 go on")
                headers = []
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    headers.append(text)
                subject = [text for text in headers if text.startswith("Subject: ")][0]
                note("mails", ",".join(recipients) + " " + subject)
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        shown = {key: body[key] for key in ("event", "job_id", "job_state", "exit_code", "text") if key in body}
        note("hooks", self.path + " " + self.headers["Content-Type"] + " " + json.dumps(shown))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


servers = [socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp),
           http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
with open(os.path.join(folder, "ports.new"), "w", encoding="utf-8") as out:
    out.write(" ".join(str(server.server_address[1]) for server in servers) + "\n")
os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
while os.getppid() != 1:
    time.sleep(0.2)
