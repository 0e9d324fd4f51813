/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Means;
import org.gishe.vendor.dss.TimeStampSource;
import org.gishe.vendor.dss.Trust;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom this platform believes and who stamps for it, as configured. Folders are read anew every few seconds: whoever adds a
 * certificate restarts nothing. Thread-safe.
 */
@Component(service = TrustPoints.class, configurationPid = "org.gishe.signing")
@Designate(ocd = SigningConfiguration.class)
public final class TrustPoints {

    private static final Logger LOG = LoggerFactory.getLogger(TrustPoints.class);

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Supplier<Means> reader;
    private final InstantSource clock;
    private final boolean sandbox;
    private final int validations;

    private volatile Read read = new Read(Instant.EPOCH, Means.NONE);

    private record Read(Instant at, Means means) {}

    @Activate
    public TrustPoints(@Reference Ades ades, @Reference InstantSource clock, SigningConfiguration configuration) {
        this(reader(ades, configuration), clock, configuration.sandbox(), configuration.validations());
    }

    TrustPoints(Supplier<Means> reader, InstantSource clock, boolean sandbox, int validations) {
        this.reader = reader;
        this.clock = clock;
        this.sandbox = sandbox;
        this.validations = Math.max(1, validations);
    }

    private static Supplier<Means> reader(Ades ades, SigningConfiguration configuration) {
        TimeStampSource stamps =
                configuration.timeStamps().isEmpty() ? null : ades.timeStamps(URI.create(configuration.timeStamps()));
        return () -> new Means(trust(configuration), stamps);
    }

    /** As the folders are, or were a few seconds ago. */
    Means means() {
        Read last = read;
        Instant now = clock.instant();
        if (last.at().plus(FRESH).isBefore(now)) {
            last = new Read(now, reader.get());
            read = last;
        }
        return last.means();
    }

    boolean sandbox() {
        return sandbox;
    }

    int validations() {
        return validations;
    }

    private static Trust trust(SigningConfiguration configuration) {
        Trust.Builder trust = Trust.builder();
        if (!configuration.lists().isEmpty()) {
            List<byte[]> signers = certificates(folder(configuration.listSigners(), "lists"));
            if (signers.isEmpty()) {
                LOG.debug(
                        "Nobody may sign the trusted lists of {}: put the certificates into {}",
                        configuration.lists(),
                        folder(configuration.listSigners(), "lists"));
            } else {
                trust.lists(URI.create(configuration.lists()), signers);
            }
        }
        certificates(folder(configuration.anchors(), "signers")).forEach(trust::anchor);
        Stream.of(configuration.hosts()).filter(host -> !host.isBlank()).forEach(trust::host);
        return trust.build();
    }

    private static Path folder(String configured, String name) {
        return configured.isEmpty()
                ? Path.of(System.getProperty("karaf.etc", "etc"), "trust", name)
                : Path.of(configured);
    }

    private static List<byte[]> certificates(Path folder) {
        var certificates = new ArrayList<byte[]>();
        if (!Files.isDirectory(folder)) {
            return certificates;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (!file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".+\\.(pem|crt|cer)")) {
                    continue;
                }
                try (InputStream in = Files.newInputStream(file)) {
                    for (Certificate each :
                            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                        certificates.add(each.getEncoded());
                    }
                } catch (CertificateException e) {
                    LOG.error("{} is no certificate and counts for nothing: {}", file, e.getMessage());
                }
            }
        } catch (IOException e) {
            LOG.error("The certificates of {} cannot be read", folder, e);
        }
        return certificates;
    }
}
