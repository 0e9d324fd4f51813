/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.gishe.itests.citizen.Citizen;
import org.gishe.itests.citizen.Deadline;
import org.gishe.itests.harness.Machine;
import org.gishe.itests.harness.Server;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * SIGKILL while people file. Nothing that was acknowledged is lost and nothing happens twice, whichever step it stood in; and the
 * account that says so finds a lost commit and a missing key when they are planted. One data folder for all of it.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class KillIT {

    private static final List<String> STEPS = List.of("sign", "receipt", "check", "decide", "deliver");
    private static final int PEOPLE = 6;
    /** Filings of a round after which it may be killed, at most. */
    private static final int ROUND = Machine.isLong() ? 60 : 25;
    /** So many may stand in the steps before people are let file more. */
    private static final int CROWD = 24;

    private static final int KILLS = Machine.isLong() ? 10 : 3;
    /** Kills that may be added until every step was hit. */
    private static final int MORE = Machine.isLong() ? 20 : 5;

    private static final List<Citizen> CITIZENS = new ArrayList<>();
    private static Server server;

    private final Random random = new Random();

    @BeforeClass
    public static void start() {
        server = Server.fresh("kill").property("gishe.sandbox.approve", "auto");
        server.start();
        for (int i = 0; i < PEOPLE; i++) {
            Citizen citizen = new Citizen(server.address());
            citizen.logIn(i);
            CITIZENS.add(citizen);
        }
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Test
    public void a_nothing_acknowledged_is_lost_or_doubled_whenever_it_is_killed() throws IOException {
        List<Map<String, Long>> table = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>(STEPS);
        try (var filers = new Filers(CITIZENS)) {
            filers.start();
            while (table.size() < KILLS
                    || ((!missing.isEmpty() || filers.repeated() == 0) && table.size() < KILLS + MORE)) {
                awaitMoment(filers, missing);
                server.kill();
                Map<String, Long> standing = server.books().standing();
                table.add(standing);
                missing.removeAll(standing.keySet());
                server.start();
            }
            int allowed = filers.allowed();
            filers.awaitAll(Deadline.in(Duration.ofSeconds(120)));
            awaitNothingStanding();

            Account account = Account.of(filers.acknowledged(), server.books());
            JsonNode journal = server.verification();
            report(table, account, filers, journal);

            assertThat(filers.unexpected()).isEmpty();
            assertThat(account.acknowledged()).isEqualTo(allowed);
            assertThat(account.lost()).isEmpty();
            assertThat(account.doubled()).isEmpty();
            assertThat(account.delivered()).isEqualTo(allowed);
            assertThat(account.effects()).isEqualTo((long) allowed * STEPS.size());
            assertThat(journal.path("holds").asBoolean())
                    .as(journal.path("fault").asText())
                    .isTrue();
            if (Machine.isLong()) { // the short form has too few kills to promise these; its table tells what was hit
                assertThat(missing).as("steps that no kill hit").isEmpty();
                assertThat(filers.repeated())
                        .as("filings that a kill left unanswered")
                        .isPositive();
            }
        }
    }

    @Test
    public void b_a_missing_key_of_an_effect_is_found() {
        Account account = afterFiling(6, "org.gishe.journey", "plant.no.effect.key", "true");

        assertThat(account.doubled()).isNotEmpty();
        assertThat(account.lost()).isEmpty();
    }

    @Test
    public void c_a_lost_commit_is_found() {
        Account account = afterFiling(20, "org.gishe.store", "plant.lose.commit", "13");

        assertThat(account.lost()).isNotEmpty();
    }

    /**
     * A random moment while people file without a pause; as long as there are steps that no kill hit, one in which something
     * stands there: in all of them if that comes soon, else in as many as do.
     */
    private void awaitMoment(Filers filers, Set<String> missing) {
        int wanted = filers.acknowledged().size() + 1 + random.nextInt(ROUND);
        long[] since = {0};
        try {
            Deadline.in(Duration.ofSeconds(90)).until("a moment for the kill", () -> {
                filers.rethrow();
                Map<String, Long> standing = server.standing();
                long waiting = filers.allowed() - filers.acknowledged().size();
                if (waiting < PEOPLE
                        && standing.values().stream().mapToLong(Long::longValue).sum() < CROWD) {
                    filers.allow(PEOPLE);
                }
                if (filers.acknowledged().size() < wanted) {
                    return false;
                }
                since[0] = since[0] == 0 ? System.nanoTime() : since[0];
                long patience = (System.nanoTime() - since[0]) / 400_000_000;
                long hit = missing.stream().filter(standing::containsKey).count();
                return hit >= Math.max(Math.min(1, missing.size()), missing.size() - patience);
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; " + filers.stacks(), e);
        }
    }

    /** The server comes back with a fault planted, and people file. */
    private static Account afterFiling(int count, String pid, String fault, String value) {
        server.close();
        server.setting(pid, fault, value);
        server.start();
        try (var filers = new Filers(CITIZENS).tolerant()) {
            filers.start();
            filers.allow(count);
            filers.awaitAll(Deadline.in(Duration.ofSeconds(60)));
            awaitStill();
            return Account.of(filers.acknowledged(), server.books());
        } finally {
            server.without(pid, fault);
        }
    }

    private static void awaitNothingStanding() {
        Deadline.in(Duration.ofSeconds(120)).until("nothing stands in a step any more", () -> {
            assertThat(server.operations("parked").expect(200).json()).isEmpty();
            return server.standing().isEmpty();
        });
    }

    /** With a fault planted things may stand for ever: long enough is when nothing moves for three seconds. */
    private static void awaitStill() {
        Map<?, ?>[] last = {Map.of()};
        long[] since = {System.nanoTime()};
        Deadline.in(Duration.ofSeconds(60)).until("nothing moves any more", () -> {
            Map<String, Long> standing = server.standing();
            if (!standing.equals(last[0])) {
                last[0] = standing;
                since[0] = System.nanoTime();
            }
            return standing.isEmpty()
                    || System.nanoTime() - since[0] > Duration.ofSeconds(3).toNanos();
        });
    }

    private static void report(List<Map<String, Long>> table, Account account, Filers filers, JsonNode journal)
            throws IOException {
        var text = new StringBuilder("# Killed while people file\n\n")
                .append(Machine.line())
                .append("\n\n");
        text.append("SIGKILL at random moments while ")
                .append(PEOPLE)
                .append(
                        " people file, repeating with the same draft what was not answered. How many submissions stood in which step when the process died, read from its data base:\n\n");
        text.append("| kill | in sign | receipt | check | decide | deliver |\n|---|---|---|---|---|---|\n");
        for (int i = 0; i < table.size(); i++) {
            text.append("| ").append(i + 1);
            for (String step : STEPS) {
                text.append(" | ").append(table.get(i).getOrDefault(step, 0L));
            }
            text.append(" |\n");
        }
        text.append("\nAt the end: ")
                .append(account.words())
                .append(". Filings that had to be repeated: ")
                .append(filers.repeated())
                .append(". The journal's chain ")
                .append(journal.path("holds").asBoolean() ? "holds" : "is BROKEN")
                .append(": ")
                .append(journal.path("sealed").asLong())
                .append(" entries.\n\n")
                .append(
                        "The same account finds a lost commit (`plant.lose.commit`) and a missing key of an effect (`plant.no.effect.key`) when they are planted.\n");
        System.out.println(text);
        Path target = Path.of(System.getProperty("gishe.target", "target"), "kill.md");
        Files.createDirectories(target.getParent());
        Files.writeString(target, text, StandardCharsets.UTF_8);
        if (Machine.isLong()) {
            Path proof = Machine.root().resolve("docs/proof/kill.md");
            Files.createDirectories(proof.getParent());
            Files.writeString(proof, text, StandardCharsets.UTF_8);
        }
    }
}
