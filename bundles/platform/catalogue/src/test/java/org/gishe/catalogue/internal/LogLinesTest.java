/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationBuilder;
import org.gishe.api.base.Data;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Lines of the log as the distribution configures it. */
public class LogLinesTest {

    private static final Logger LOG = LoggerFactory.getLogger("org.gishe.example");
    private static final Path SETTINGS =
            Path.of("../../../distribution/src/main/distribution/etc/org.ops4j.pax.logging.cfg");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Duration LONG = Duration.ofSeconds(20);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Guard guard = new Guard(new PluginKey(Kind.NOTICE, "sms", "sms", "1.0.0"));

    @Before
    public void configure() throws IOException {
        var settings = new Properties();
        try (Reader file = Files.newBufferedReader(SETTINGS)) {
            settings.load(file);
        }
        var ours = new Properties();
        settings.forEach((key, value) -> ours.put(
                key.toString().substring("log4j2.".length()),
                value.toString()
                        .replace("${karaf.log}", folder.getRoot().toString())
                        .replace("${log4j2.pattern}", settings.getProperty("log4j2.pattern"))));
        ours.remove("pattern"); // a value of its own for the file alone
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Configurator.reconfigure(new PropertiesConfigurationBuilder()
                .setConfigurationSource(ConfigurationSource.NULL_SOURCE)
                .setRootProperties(ours)
                .setLoggerContext(context)
                .build());
    }

    @After
    public void end() {
        MDC.clear();
        guard.close();
        ((LoggerContext) LogManager.getContext(false)).reconfigure();
    }

    private List<Data> lines() throws IOException {
        var lines = new ArrayList<Data>();
        for (String line : Files.readAllLines(folder.getRoot().toPath().resolve("gishe.json"))) {
            try {
                lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8), Json.Limits.of(1 << 16)));
            } catch (MalformedJsonException e) {
                throw new AssertionError(line, e);
            }
        }
        return lines;
    }

    private static String text(Data line, String name) {
        return line.text("/" + name).orElse("");
    }

    @Test
    public void aLineIsOneJsonObjectThatSaysWhenWhoWhatAndInWhichRequest() throws Exception {
        MDC.put("trace", TRACE);
        MDC.put("bundle.name", "org.gishe.example");
        Instant before = Instant.now();

        LOG.warn("two\nlines of {}", "\"words\"");

        Data line = lines().get(0);
        assertThat(lines()).hasSize(1);
        assertThat(text(line, "level")).isEqualTo("WARN");
        assertThat(text(line, "logger")).isEqualTo("org.gishe.example");
        assertThat(text(line, "thread")).isEqualTo(Thread.currentThread().getName());
        assertThat(text(line, "trace")).isEqualTo(TRACE);
        assertThat(text(line, "bundle")).isEqualTo("org.gishe.example");
        assertThat(text(line, "message")).isEqualTo("two\nlines of \"words\"");
        assertThat(line.at("/exception")).isEmpty();
        assertThat(OffsetDateTime.parse(text(line, "time")).toInstant())
                .isBetween(before.minusMillis(1), Instant.now());
    }

    @Test
    public void anExceptionStandsInTheSameLine() throws Exception {
        LOG.error("It failed", new IllegalStateException("outer", new IOException("inner")));

        assertThat(lines()).hasSize(1);
        assertThat(text(lines().get(0), "exception"))
                .contains("IllegalStateException: outer")
                .contains("IOException: inner")
                .contains("LogLinesTest");
    }

    @Test
    public void whatAPluginLogsHasTheTraceOfTheRequestThatCalledIt() throws Exception {
        MDC.put("trace", TRACE);
        guard.call(LONG, () -> {
            LOG.info("inside");
            return "done";
        });
        MDC.remove("trace");
        guard.call(LONG, () -> {
            LOG.info("of nobody's request");
            return "done";
        });

        assertThat(lines()).extracting(line -> text(line, "trace")).containsExactly(TRACE, "");
        assertThat(text(lines().get(0), "thread")).startsWith("gishe-notice/sms@1.0.0-");
    }

    @Test
    public void peopleReadTheSameLineWithItsTrace() throws Exception {
        MDC.put("trace", TRACE);

        LOG.error("Somebody acts now");

        assertThat(Files.readString(folder.getRoot().toPath().resolve("gishe.log")))
                .contains("| ERROR | " + TRACE + " | ")
                .contains("Somebody acts now");
    }
}
