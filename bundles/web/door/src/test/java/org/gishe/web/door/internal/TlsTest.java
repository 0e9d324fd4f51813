/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.gishe.store.test.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class TlsTest {

    private static final Instant NOW = Instant.now();

    private record Issued(KeyPair pair, X509Certificate certificate) {}

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Server server = new Server();
    private Path certificate;
    private Path key;

    @Before
    public void open() {
        certificate = folder.getRoot().toPath().resolve("fullchain.pem");
        key = folder.getRoot().toPath().resolve("privkey.pem");
    }

    @After
    public void close() throws Exception {
        server.stop();
    }

    private Tls tls(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("certificate", certificate.toString(), "key", key.toString(), "host", "127.0.0.1", "port", 0));
        settings.putAll(more);
        return new Tls(Settings.of(TlsConfig.class, settings), InstantSource.system());
    }

    private int start(Tls tls) throws Exception {
        ServerConnector connector = tls.connector(server);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put("Content-Type", "text/plain");
                byte[] answer = (request.isSecure() ? "secure" : "plain").getBytes(StandardCharsets.US_ASCII);
                response.write(true, java.nio.ByteBuffer.wrap(answer), callback);
                return true;
            }
        });
        server.start();
        return connector.getLocalPort();
    }

    private static Issued issue(String name, String algorithm, Instant end) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        KeyPair pair = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(64, new SecureRandom()),
                Date.from(end.minus(Duration.ofDays(90))),
                Date.from(end),
                subject,
                pair.getPublic());
        String signature = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new Issued(
                pair,
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))));
    }

    private static Issued issue(String name, String algorithm) throws Exception {
        return issue(name, algorithm, NOW.plus(Duration.ofDays(60)));
    }

    private static void pem(Path file, Object value) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            // RSA as openssl once wrote it, others as certbot does: PKCS #8
            writer.writeObject(
                    value instanceof PrivateKey made && !made.getAlgorithm().equals("RSA")
                            ? new JcaPKCS8Generator(made, null)
                            : value);
        }
        Files.writeString(file, text.toString());
    }

    private void write(Issued issued) throws IOException {
        pem(certificate, issued.certificate());
        pem(key, issued.pair().getPrivate());
    }

    /** A connection that believes everybody. */
    private static SSLSocket connect(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String seen(int port) throws Exception {
        try (SSLSocket socket = connect(port)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = in.readLine();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        char[] body = new char[length];
        assertThat(in.read(body)).isEqualTo(length);
        return status + " " + new String(body);
    }

    @Test
    public void aRenewedCertificateIsShownToNewConnectionsWhileOpenOnesGoOn() throws Exception {
        write(issue("first", "RSA"));
        Tls tls = tls(Map.of());
        assertThat(tls.look()).isTrue();
        int port = start(tls);
        assertThat(seen(port)).isEqualTo("CN=first");
        try (SSLSocket open = connect(port)) {
            assertThat(ask(open)).isEqualTo("HTTP/1.1 200 OK secure");

            write(issue("second", "EC"));
            assertThat(tls.look()).isTrue();

            assertThat(seen(port)).isEqualTo("CN=second");
            assertThat(ask(open)).isEqualTo("HTTP/1.1 200 OK secure");
            assertThat(((X509Certificate) open.getSession().getPeerCertificates()[0]).getSubjectX500Principal())
                    .hasToString("CN=first");
        }
    }

    @Test
    public void aLinkThatPointsElsewhereIsARenewalAsCertbotDoesIt() throws Exception {
        Path live = folder.newFolder("live").toPath();
        Path archive = folder.newFolder("archive").toPath();
        for (int i = 1; i <= 2; i++) {
            Issued issued = issue("number-" + i, "EC");
            pem(archive.resolve("fullchain" + i + ".pem"), issued.certificate());
            pem(archive.resolve("privkey" + i + ".pem"), issued.pair().getPrivate());
        }
        certificate = Files.createSymbolicLink(live.resolve("fullchain.pem"), archive.resolve("fullchain1.pem"));
        key = Files.createSymbolicLink(live.resolve("privkey.pem"), archive.resolve("privkey1.pem"));
        Tls tls = tls(Map.of());
        tls.look();
        int port = start(tls);

        Files.delete(certificate);
        Files.createSymbolicLink(certificate, archive.resolve("fullchain2.pem"));
        tls.look(); // between the two: the key is still the old one
        assertThat(seen(port)).isEqualTo("CN=number-1");
        Files.delete(key);
        tls.look(); // and now there is none
        assertThat(seen(port)).isEqualTo("CN=number-1");
        Files.createSymbolicLink(key, archive.resolve("privkey2.pem"));
        tls.look();

        assertThat(seen(port)).isEqualTo("CN=number-2");
    }

    @Test
    public void whatIsNoCertificateLeavesTheOneBefore() throws Exception {
        write(issue("first", "EC"));
        Tls tls = tls(Map.of());
        tls.look();
        int port = start(tls);

        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nhalf");

        assertThat(tls.look()).isTrue();
        assertThat(seen(port)).isEqualTo("CN=first");
    }

    @Test
    public void aPkcs12FileIsTakenAndRenewedAsWell() throws Exception {
        Path password = folder.getRoot().toPath().resolve("password");
        Files.writeString(password, "of the file\n");
        certificate = folder.getRoot().toPath().resolve("tls.p12");
        pkcs12(issue("first", "RSA"), "of the file");
        Tls tls = tls(Map.of("key", "", "passwordFile", password.toString()));
        assertThat(tls.look()).isTrue();
        int port = start(tls);
        assertThat(seen(port)).isEqualTo("CN=first");

        pkcs12(issue("second", "RSA"), "of the file");
        tls.look();

        assertThat(seen(port)).isEqualTo("CN=second");
    }

    private void pkcs12(Issued issued, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "tls", issued.pair().getPrivate(), password.toCharArray(), new Certificate[] {issued.certificate()});
        try (var out = Files.newOutputStream(certificate)) {
            store.store(out, password.toCharArray());
        }
    }

    @Test
    public void aCertificateThatIsNotThereYetIsWaitedFor() throws Exception {
        Tls tls = tls(Map.of());
        assertThat(tls.look()).isFalse();

        write(issue("first", "EC"));

        assertThat(tls.look()).isTrue();
        assertThat(seen(start(tls))).isEqualTo("CN=first");
    }

    @Test
    public void aCertificateThatWasNotRenewedInTimeIsTold() throws Exception {
        Tls tls = tls(Map.of());
        assertThat(tls.conditions()).singleElement().satisfies(each -> assertThat(each.words())
                .contains("not open"));

        write(issue("first", "EC", NOW.plus(Duration.ofDays(10))));
        tls.look();
        assertThat(tls.conditions()).singleElement().satisfies(each -> assertThat(each.words())
                .contains("renew it"));

        write(issue("second", "EC"));
        tls.look();
        assertThat(tls.conditions()).isEmpty();
    }

    @Test
    public void whatIsOutOfUseIsNotSpoken() throws Exception {
        write(issue("first", "RSA"));
        Tls tls = tls(Map.of());
        tls.look();
        int port = start(tls);

        try (SSLSocket modern = connect(port)) {
            assertThat(modern.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        String disabled = java.security.Security.getProperty("jdk.tls.disabledAlgorithms");
        assertThat(disabled).as("what the JDK itself refuses").contains("TLSv1.1");
        assertThat(server.getConnectors()[0]
                        .getConnectionFactory(org.eclipse.jetty.server.SslConnectionFactory.class)
                        .getSslContextFactory()
                        .getIncludeProtocols())
                .containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    public void plainHttpIsNotAnsweredThere() throws Exception {
        write(issue("first", "RSA"));
        Tls tls = tls(Map.of());
        tls.look();
        int port = start(tls);

        try (var plain = new java.net.Socket("127.0.0.1", port)) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    public void aKeyOfAnotherCertificateIsNotTaken() throws Exception {
        pem(certificate, issue("first", "RSA").certificate());
        pem(key, issue("second", "RSA").pair().getPrivate());

        assertThat(tls(Map.of()).look()).isFalse();
    }
}
