/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gishe.health.Condition;
import org.gishe.health.Expiry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with a certificate that is replaced while connections stand: those that are open keep what they agreed on, new ones see
 * the new certificate. {@link #look} is called by one thread.
 */
final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final String NAME = "https";
    /** A first certificate may still be on its way. */
    private static final Duration WAIT = Duration.ofMinutes(5);

    private final TlsConfig config;
    private final Credential.Source source;
    private final InstantSource clock;
    private final SslContextFactory.Server contexts = new SslContextFactory.Server();
    private final String password = UUID.randomUUID().toString();
    private volatile @Nullable Credential current;
    private String refused = "";

    Tls(TlsConfig config, InstantSource clock) {
        this.config = config;
        this.source = Credential.Source.of(config);
        this.clock = clock;
        contexts.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        contexts.setRenegotiationAllowed(false);
    }

    /** Takes what the files hold if it is new and whole; otherwise all stays. Returns whether there is a certificate. */
    boolean look() {
        String mark = "";
        try {
            mark = source.mark();
            Credential now = current;
            if (now == null || !now.mark().equals(mark)) {
                take(source.read());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            refuse(mark, e);
        }
        return current != null;
    }

    private void take(Credential read) throws IOException, GeneralSecurityException {
        KeyStore before = contexts.getKeyStore();
        KeyStore keys = read.keyStore(password);
        if (contexts.isStarted()) {
            try {
                contexts.reload(factory -> set(factory, keys));
            } catch (Exception e) { // as declared there
                putBack(before);
                throw new GeneralSecurityException("the certificate cannot be used", e);
            }
        } else {
            set(contexts, keys);
        }
        current = read;
        refused = "";
        LOG.info(
                "TLS with the certificate {} of {}, until {}",
                read.certificate().getSerialNumber().toString(16),
                read.certificate().getSubjectX500Principal(),
                read.certificate().getNotAfter().toInstant());
    }

    private void putBack(KeyStore before) {
        try {
            contexts.reload(factory -> set(factory, before));
        } catch (Exception e) { // as declared there
            LOG.error("HTTPS has no certificate any more", e);
        }
    }

    private void set(SslContextFactory factory, KeyStore keys) {
        factory.setKeyStore(keys);
        factory.setKeyStorePassword(password);
        factory.setKeyManagerPassword(password);
    }

    /** Said once for the same files: they are looked at again and again. */
    private void refuse(String mark, Exception why) {
        String what = mark.isEmpty() ? why.toString() : mark;
        if (what.equals(refused)) {
            return;
        }
        refused = what;
        if (current == null) {
            LOG.error("No HTTPS: its certificate cannot be read: {}", why.toString());
        } else {
            LOG.warn("The certificate was replaced by what cannot be used; the one before stays: {}", why.toString());
        }
    }

    /** What is wrong with the certificate that is shown. */
    List<Condition> conditions() {
        Credential now = current;
        return now == null
                ? List.of(Condition.alerting(
                        NAME, "HTTPS is not open: its certificate cannot be read, and the log says why", WAIT))
                : Expiry.of(NAME, now.certificate(), clock.instant()).stream().toList();
    }

    ServerConnector connector(Server server) {
        HttpConfiguration http = Listener.http(config.header_limit());
        // one certificate for all names: whoever watches us by address is answered as well
        http.addCustomizer(new SecureRequestCustomizer(false));
        var made = new ServerConnector(
                server,
                new SslConnectionFactory(contexts, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        made.setHost(config.host());
        made.setPort(config.port());
        made.setIdleTimeout(config.idle_millis());
        return made;
    }
}
