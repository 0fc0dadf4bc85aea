// The official Socket.IO client and raw packets against our server: tests/socketio-client.
import "../socketio-client/run.mjs";
