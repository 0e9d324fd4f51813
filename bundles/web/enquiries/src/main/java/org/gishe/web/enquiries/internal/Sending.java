/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to an address that somebody outside gave. The very address that a connection is made to is looked at, after its name was
 * resolved: the JDK's newer client cannot be told that before Java 18. No redirect is followed, no proxy used, nothing of the
 * answer read but its status.
 */
final class Sending {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 10_000;

    private final SSLSocketFactory tls;

    Sending(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /**
     * Posts.
     *
     * @param anywhere whether it may lead to any address, and without TLS
     * @return the answer's status
     * @throws IOException if there was none, or it leads to no public address
     */
    int post(URI address, Map<String, String> headers, byte[] body, boolean anywhere) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(anywhere ? tls : new PublicOnly(tls));
        } else if (!anywhere) {
            throw new IOException("it is not https");
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "gishe");
        headers.forEach(connection::setRequestProperty);
        connection.setFixedLengthStreamingMode(body.length);
        try {
            connection.getOutputStream().write(body);
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** Makes plain sockets that connect to public addresses alone, and TLS over them. */
    private static final class PublicOnly extends SSLSocketFactory {

        private final SSLSocketFactory tls;

        PublicOnly(SSLSocketFactory tls) {
            this.tls = tls;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    InetAddress address = endpoint instanceof InetSocketAddress inet ? inet.getAddress() : null;
                    if (address == null || !Addresses.isPublic(address)) {
                        throw new IOException("it leads to no public address");
                    }
                    super.connect(endpoint, timeout);
                }
            };
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean close) throws IOException {
            return tls.createSocket(socket, host, port, close);
        }

        @Override
        public Socket createSocket(Socket socket, InputStream consumed, boolean close) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw unused();
        }

        private static IOException unused() {
            return new IOException("a way of connecting that is not looked at");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return tls.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return tls.getSupportedCipherSuites();
        }
    }
}
