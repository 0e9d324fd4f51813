/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.PluginKey;
import org.gishe.catalogue.Readiness;
import org.gishe.catalogue.test.Plugged;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.health.Condition;
import org.gishe.health.Expiry;
import org.gishe.journey.Journeys;
import org.gishe.work.Works;
import org.junit.Test;

public class ChecksTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    /** Answers the named methods and no others. */
    private static <T> T only(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (!answers.containsKey(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answers.get(method.getName());
                }));
    }

    private static State state(
            String version, Phase phase, long pinned, Optional<Instant> deadline, String... reasons) {
        return new State(
                "service",
                "1997",
                version,
                "bg.example",
                "00",
                phase,
                List.of(reasons),
                NOW,
                0,
                pinned,
                0,
                Optional.empty(),
                deadline,
                Optional.empty());
    }

    private static Line line(long number, String action, String version, Instant at) {
        return new Line(number, at, action, "1997", version, "00", "somebody", "8 of its 20 calls failed", at, 100);
    }

    private static List<Condition> plugins(List<State> states, List<Line> ledger) {
        return new PluginsCheck(
                        only(Deployment.class, Map.of("states", states, "ledger", ledger)), new Plugged(), CLOCK, true)
                .conditions();
    }

    @Test
    public void aVersionThatShouldServeAndDoesNotCallsSomebodyAfterAMinute() {
        var conditions = plugins(
                List.of(
                        state("2.0.0", Phase.DOWN, 0, Optional.empty(), "it cannot be activated"),
                        state("1.0.0", Phase.CURRENT, 0, Optional.empty())),
                List.of());

        assertThat(conditions).singleElement().satisfies(condition -> {
            assertThat(condition.subject()).isEqualTo("1997 2.0.0 down");
            assertThat(condition.words()).contains("it cannot be activated");
            assertThat(condition.alert()).contains(Duration.ofMinutes(1));
            assertThat(condition.stops()).isFalse();
        });
    }

    @Test
    public void anUnsignedVersionIsToldOfWhereSignaturesAreDemanded() {
        List<State> states = List.of(
                state("1.0.0", Phase.CURRENT, 0, Optional.empty()), state("0.9.0", Phase.GONE, 0, Optional.empty()));

        assertThat(new PluginsCheck(
                                only(Deployment.class, Map.of("states", states, "ledger", List.of())),
                                new Plugged(),
                                CLOCK,
                                false)
                        .conditions())
                .extracting(Condition::subject)
                .containsExactly("1997 1.0.0 unsigned");
    }

    @Test
    public void aVersionThatIsHeldBackCallsSomebodyAtOnce() {
        assertThat(plugins(
                        List.of(state("2.0.0", Phase.QUARANTINED, 0, Optional.empty(), "the platform died")),
                        List.of()))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.subject()).isEqualTo("1997 2.0.0 held back");
                    assertThat(condition.alert()).contains(Duration.ZERO);
                });
    }

    @Test
    public void aVersionThatDrainsPastItsTimeWaitsForADecisionAndOneInTimeDoesNot() {
        assertThat(plugins(
                        List.of(
                                state("1.0.0", Phase.DRAINING, 3, Optional.of(NOW.minusSeconds(1))),
                                state("1.1.0", Phase.DRAINING, 3, Optional.of(NOW.plusSeconds(1))),
                                state("1.2.0", Phase.DRAINING, 0, Optional.of(NOW.minusSeconds(1)))),
                        List.of()))
                .extracting(Condition::subject)
                .containsExactly("1997 1.0.0 drains too long");
    }

    @Test
    public void aTakeBackIsToldUntilSomebodyDecidesAnew() {
        Line taken = line(2, "takeback", "2.0.0", NOW.minusSeconds(60));

        assertThat(plugins(List.of(), List.of(line(1, "deploy", "2.0.0", NOW.minusSeconds(90)), taken)))
                .extracting(Condition::subject)
                .containsExactly("1997 2.0.0 taken back");
        assertThat(plugins(List.of(), List.of(taken, line(3, "deploy", "2.0.1", NOW))))
                .isEmpty();
        assertThat(plugins(List.of(), List.of(taken, line(3, "drained", "1.0.0", NOW))))
                .hasSize(1);
        assertThat(plugins(List.of(), List.of(line(2, "takeback", "2.0.0", NOW.minus(Duration.ofDays(8))))))
                .isEmpty();
    }

    @Test
    public void callsThatDoNotEndAreNamedAndCallNobody() {
        var key = new PluginKey(Kind.NOTICE, "sms", "sms", "1.0.0");
        var check = new PluginsCheck(
                only(Deployment.class, Map.of("states", List.of(), "ledger", List.of())),
                only(Catalogue.class, Map.of("hung", Map.of(key, 2))),
                CLOCK);

        assertThat(check.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.subject()).isEqualTo("notice/sms@1.0.0 hangs");
            assertThat(condition.alert()).isEmpty();
        });
    }

    @Test
    public void parkedSubmissionsAreCountedByStepWithoutIdsAndReasons() {
        var check = new SubmissionsCheck(only(
                Journeys.class,
                Map.of(
                        "parked",
                        List.of(
                                new Journeys.Parked("id-1", "1997", "2.0.0", "check", 3, "of somebody", NOW),
                                new Journeys.Parked("id-2", "1997", "2.0.0", "check", 3, "of somebody", NOW),
                                new Journeys.Parked("id-3", "1997", "2.0.0", "decide", 3, "of somebody", NOW)))));

        assertThat(check.conditions())
                .extracting(Condition::subject)
                .containsExactly("1997 2.0.0 in step check", "1997 2.0.0 in step decide");
        assertThat(check.conditions().get(0).words()).startsWith("2 parked");
        assertThat(check.conditions().toString()).doesNotContain("id-").doesNotContain("somebody");
    }

    @Test
    public void aDiskWithLessThanFivePercentLeftCallsSomebody() {
        assertThat(new DiskCheck(Path.of("."), folder -> new long[] {49, 1000}).conditions())
                .hasSize(1);
        assertThat(new DiskCheck(Path.of("."), folder -> new long[] {50, 1000}).conditions())
                .isEmpty();
    }

    @Test
    public void aRealDiskIsMeasured() throws Exception {
        long[] room = DiskCheck.room(Path.of("."));

        assertThat(room[1]).isPositive().isGreaterThanOrEqualTo(room[0]);
    }

    @Test
    public void aCertificateIsToldThreeWeeksBeforeItEnds() {
        assertThat(Expiry.of("seal", ending(NOW.plus(Duration.ofDays(22))), NOW))
                .isEmpty();
        assertThat(Expiry.of("seal", ending(NOW.plus(Duration.ofDays(20)).plusSeconds(1)), NOW))
                .hasValueSatisfying(condition -> assertThat(condition.words()).contains("in 20 days"));
        assertThat(Expiry.of("seal", ending(NOW.minusSeconds(1)), NOW))
                .hasValueSatisfying(condition -> assertThat(condition.words()).contains("ended"));
    }

    private static X509Certificate ending(Instant end) {
        return new Ending(end);
    }

    @Test
    public void aRegisterThatIsDownOrWhoseAdapterFailsIsNamed() {
        var check = new AdaptersCheck(
                new Plugged()
                        .with(adapter("well"), new Adapter(() -> Health.UP))
                        .with(adapter("slow"), new Adapter(() -> new Health(Health.Status.DEGRADED, "answers late")))
                        .with(adapter("broken"), new Adapter(() -> {
                            throw new PluginException("no connection", true);
                        })),
                only(
                        Works.class,
                        Map.of(
                                "open",
                                only(
                                        Works.OpenWork.class,
                                        new java.util.HashMap<>(java.util.Collections.singletonMap("close", null))))),
                CLOCK);

        assertThat(check.conditions())
                .extracting(condition -> condition.subject() + " " + condition.words())
                .containsExactlyInAnyOrder(
                        "register/slow@1.0.0 degraded: answers late", "register/broken@1.0.0 down: no connection");
    }

    private static PluginKey adapter(String id) {
        return new PluginKey(Kind.REGISTER, id, id, "1.0.0");
    }

    private record Adapter(java.util.function.Supplier<Health> found) implements RegisterAdapter {
        @Override
        public Answer execute(Work work, String operation, Data.Obj request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Health health(Work work) {
            return found.get();
        }
    }

    @Test
    public void whatAPartOfThePlatformMissesStopsTraffic() {
        var check = new ReadinessCheck();
        check.parts = List.of(
                new Part("deployment", Optional.of("2 plug-ins are not back")), new Part("routes", Optional.empty()));

        assertThat(check.conditions()).containsExactly(Condition.stopping("deployment", "2 plug-ins are not back"));
    }

    private record Part(String name, Optional<String> missing) implements Readiness {}

    @Test
    public void threadsThatWaitForOneAnotherAreNamed() throws Exception {
        var check = new ThreadsCheck();
        assertThat(check.conditions()).isEmpty();
        var one = new ReentrantLock();
        var other = new ReentrantLock();
        var both = new CountDownLatch(2);
        Thread first = stuck("stuck-1", one, other, both);
        Thread second = stuck("stuck-2", other, one, both);

        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (check.conditions().isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(check.conditions()).singleElement().satisfies(condition -> assertThat(condition.words())
                    .contains("stuck-1")
                    .contains("stuck-2"));
        } finally {
            first.interrupt();
            second.interrupt();
            first.join(10_000);
            second.join(10_000);
        }
    }

    private static Thread stuck(String name, ReentrantLock mine, ReentrantLock yours, CountDownLatch both) {
        var thread = new Thread(
                () -> {
                    mine.lock();
                    try {
                        both.countDown();
                        both.await();
                        yours.lockInterruptibly();
                        yours.unlock();
                    } catch (InterruptedException e) {
                        // the test is over
                    } finally {
                        mine.unlock();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A certificate of which only the end is looked at. */
    private static final class Ending extends X509Certificate {

        private static final long serialVersionUID = 1L;

        private final Date end;

        Ending(Instant end) {
            this.end = Date.from(end);
        }

        @Override
        public Date getNotAfter() {
            return end;
        }

        @Override
        public String toString() {
            return "ends " + end;
        }

        @Override
        public void checkValidity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkValidity(Date date) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getVersion() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BigInteger getSerialNumber() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.security.Principal getIssuerDN() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.security.Principal getSubjectDN() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Date getNotBefore() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getTBSCertificate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getSignature() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getSigAlgName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getSigAlgOID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getSigAlgParams() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean[] getKeyUsage() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getBasicConstraints() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getEncoded() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(java.security.PublicKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(java.security.PublicKey key, String provider) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.security.PublicKey getPublicKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.Set<String> getCriticalExtensionOIDs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.Set<String> getNonCriticalExtensionOIDs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            throw new UnsupportedOperationException();
        }
    }
}
