/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Subject;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.gishe.deployment.Deployment;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** Typed into the shell that operators use. */
public class CommandsTest {

    private static final Instant SINCE = Instant.parse("2026-11-23T09:00:00Z");

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Recorded deployment = new Recorded();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private SessionFactoryImpl shell;
    private Session session;

    @Before
    public void open() {
        threads.start();
        shell = new SessionFactoryImpl(threads);
        shell.getRegistry().register(deployment);
        var commands = new ManagerImpl(shell.getRegistry(), shell.getRegistry());
        for (Class<?> command : List.of(
                PluginsCommand.class,
                DeployCommand.class,
                PromoteCommand.class,
                RollbackCommand.class,
                DrainCommand.class,
                ExtendCommand.class,
                EndCommand.class,
                ReleaseCommand.class,
                HistoryCommand.class)) {
            commands.register(command);
        }
        session = shell.create(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                new PrintStream(screen, true, StandardCharsets.UTF_8));
        session.put("USER", "boris");
    }

    @After
    public void close() {
        session.close();
        shell.stop();
        threads.stop();
    }

    private String typed(String line) throws Exception {
        screen.reset();
        session.execute(line);
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    public void eachDecisionIsTheOneOfWhoIsLoggedIn() throws Exception {
        Path jar = Files.writeString(folder.getRoot().toPath().resolve("sample.jar"), "bytes");

        typed("gishe:deploy " + jar);
        typed("gishe:deploy --at 2027-01-02T08:00 --share 10 " + jar);
        typed("gishe:promote sample 1.0.0");
        typed("gishe:rollback sample");
        typed("gishe:drain sample");
        typed("gishe:extend --until 2027-01-31 sample 1.0.0");
        typed("gishe:end sample 1.0.0");
        typed("gishe:release sample");

        assertThat(deployment.asked)
                .containsExactly(
                        "deploy bytes Optional.empty 100 boris",
                        "deploy bytes Optional[2027-01-02T06:00:00Z] 10 boris",
                        "promote sample 1.0.0 boris",
                        "rollback sample boris",
                        "remove sample boris",
                        "extend sample 1.0.0 2027-01-31T22:00:00Z boris",
                        "end sample 1.0.0 boris",
                        "release sample boris");
    }

    @Test
    public void nobodyActsInAnothersNameBySettingAVariable() throws Exception {
        var subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("anna"));

        asSubject(subject, () -> typed("USER = mallory"));

        assertThat(asSubject(subject, () -> Decision.by(session))).isEqualTo("anna");
    }

    @SuppressWarnings("removal") // how Karaf 4.4 says who is logged in
    private static <T> T asSubject(Subject subject, PrivilegedExceptionAction<T> action)
            throws PrivilegedActionException {
        return Subject.doAs(subject, action);
    }

    @Test
    public void whereNobodyIsLoggedInNothingIsDecided() {
        session.put("USER", null);

        assertThatThrownBy(() -> typed("gishe:rollback sample")).hasMessageContaining("nobody is logged in");
        assertThat(deployment.asked).isEmpty();
    }

    @Test
    public void aRefusalFailsTheCommandWithItsReason() {
        assertThatThrownBy(() -> typed("gishe:promote other 1.0.0"))
                .hasMessage("refused: the ledger has no version 1.0.0 of other");
        assertThatThrownBy(() -> typed("gishe:extend --until soon sample 1.0.0"))
                .hasMessageContaining("\"soon\" is no instant");
        assertThatThrownBy(() -> typed("gishe:deploy --share 0 none.jar")).hasMessageContaining("is no share");
    }

    @Test
    public void listsShowWhatAnOperatorNeeds() throws Exception {
        assertThat(typed("gishe:plugins"))
                .contains("sample", "1.0.0", "SHARED", "10 %", "2027-01-02T08:00+02:00", "Roads", "it is odd");
        assertThat(typed("gishe:history"))
                .contains("deploy", "sample", "2026-11-23T11:00+02:00", "2027-01-02T08:00+02:00", "10 %", "anna");
    }

    /** Remembers what it was asked; knows one plug-in. */
    private static final class Recorded implements Deployment {

        private final List<String> asked = new ArrayList<>();

        private State state(String plugin, Phase phase, String reason) {
            return new State(
                    "service",
                    plugin,
                    "1.0.0",
                    "com.example.sample",
                    "ab",
                    phase,
                    List.of(reason),
                    SINCE,
                    2,
                    3,
                    10,
                    Optional.of(Instant.parse("2027-01-02T06:00:00Z")),
                    Optional.empty(),
                    Optional.of(new Signer("Roads", "roads by state", Optional.empty())));
        }

        private State asked(String plugin, String what) {
            asked.add(what);
            return plugin.equals("sample")
                    ? state(plugin, Phase.CURRENT, "")
                    : state(plugin, Phase.REFUSED, "the ledger has no version 1.0.0 of " + plugin);
        }

        @Override
        public State deploy(InputStream jar, Order order) {
            try {
                String bytes = new String(jar.readAllBytes(), StandardCharsets.UTF_8);
                return asked("sample", "deploy " + bytes + " " + order.from() + " " + order.share() + " " + order.by());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public State promote(String pluginId, String version, String by) {
            return asked(pluginId, "promote " + pluginId + " " + version + " " + by);
        }

        @Override
        public State rollback(String pluginId, String by) {
            return asked(pluginId, "rollback " + pluginId + " " + by);
        }

        @Override
        public State remove(String pluginId, String by) {
            return asked(pluginId, "remove " + pluginId + " " + by);
        }

        @Override
        public State extend(String pluginId, String version, Instant until, String by) {
            return asked(pluginId, "extend " + pluginId + " " + version + " " + until + " " + by);
        }

        @Override
        public State end(String pluginId, String version, String by) {
            return asked(pluginId, "end " + pluginId + " " + version + " " + by);
        }

        @Override
        public State release(String pluginId, String by) {
            return asked(pluginId, "release " + pluginId + " " + by);
        }

        @Override
        public List<State> states() {
            return List.of(state("sample", Phase.SHARED, "it is odd"));
        }

        @Override
        public List<Line> ledger() {
            return List.of(new Line(
                    1,
                    SINCE,
                    "deploy",
                    "sample",
                    "1.0.0",
                    "ab",
                    "anna",
                    "",
                    Instant.parse("2027-01-02T06:00:00Z"),
                    10));
        }
    }
}
