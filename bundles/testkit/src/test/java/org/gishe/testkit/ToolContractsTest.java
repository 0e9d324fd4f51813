/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PluginException;
import org.gishe.api.base.Work;
import org.gishe.api.tools.ContentScanner;
import org.gishe.api.tools.NoticeSender;
import org.gishe.api.tools.PaymentProvider;
import org.junit.Test;

public class ToolContractsTest {

    @Test
    public void aRightSenderPasses() {
        assertThat(Suite.failures(RightSender.class)).isEmpty();
    }

    @Test
    public void aSenderWhoseSubjectsBecomeHeadersIsFound() {
        assertThat(Suite.failures(Injectable.class)).containsExactly("aSubjectCannotBecomeAHeader");
    }

    @Test
    public void aSenderThatSwallowsFailuresIsFound() {
        assertThat(Suite.failures(Silent.class)).containsExactly("aChannelThatIsDownIsAFailureThatMayPass");
    }

    @Test
    public void aRightScannerPasses() {
        assertThat(Suite.failures(RightScanner.class)).isEmpty();
    }

    @Test
    public void aScannerThatFindsNothingIsFound() {
        assertThat(Suite.failures(Blind.class)).contains("theCommonTestFileIsFound", "whatCannotBeReadIsNotClean");
    }

    @Test
    public void aRightPaymentProviderPasses() {
        assertThat(Suite.failures(RightPayment.class)).isEmpty();
    }

    @Test
    public void aPaymentProviderThatChargesTwiceIsFound() {
        assertThat(Suite.failures(Twice.class))
                .contains("theSameKeyIsOneOrder", "severalAtOnceWithTheSameKeyAreOneOrder");
    }

    @Test
    public void aPaymentProviderThatBelievesAnybodyIsFound() {
        assertThat(Suite.failures(Gullible.class)).contains("anOrderThatWasMadeUpIsNeverPaid");
    }

    private static PluginException down() {
        return new PluginException("nobody there", true);
    }

    public static class RightSender extends NoticeSenderContract {
        final List<String> box = new ArrayList<>();

        @Override
        protected NoticeSender sender() {
            return sender((subject, text) -> box.add(subject.replaceAll("\\R", " ") + "\n" + text));
        }

        @Override
        protected NoticeSender unreachable() {
            return sender((subject, text) -> {
                throw down();
            });
        }

        @Override
        protected String address() {
            return "yana@example.org";
        }

        @Override
        protected String foreign() {
            return "+359000000000";
        }

        @Override
        protected List<String> arrived(String address) {
            return box;
        }

        NoticeSender sender(java.util.function.BiConsumer<String, String> channel) {
            return new NoticeSender() {
                @Override
                public boolean reaches(String address) {
                    return address.contains("@");
                }

                @Override
                public void send(Work work, String address, String subject, String text) {
                    channel.accept(subject, text);
                }
            };
        }
    }

    public static class Injectable extends RightSender {
        @Override
        protected NoticeSender sender() {
            return sender((subject, text) -> box.add(subject + "\n" + text));
        }
    }

    public static class Silent extends RightSender {
        @Override
        protected NoticeSender unreachable() {
            return sender((subject, text) -> {});
        }
    }

    public static class RightScanner extends ContentScannerContract {
        @Override
        protected ContentScanner scanner() {
            return (work, content) -> {
                var read = new ByteArrayOutputStream();
                content.transferTo(read);
                boolean found = read.toString(StandardCharsets.US_ASCII).contains("EICAR-STANDARD-ANTIVIRUS");
                return new ContentScanner.Verdict(!found, found ? "EICAR" : "");
            };
        }

        @Override
        protected ContentScanner unreachable() {
            return (work, content) -> {
                throw new IOException("nobody there");
            };
        }
    }

    public static class Blind extends RightScanner {
        @Override
        protected ContentScanner scanner() {
            return (work, content) -> {
                try {
                    content.transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    return new ContentScanner.Verdict(true, "");
                }
                return new ContentScanner.Verdict(true, "");
            };
        }
    }

    public static class RightPayment extends PaymentProviderContract {
        final Map<String, PaymentProvider.Order> orders = new ConcurrentHashMap<>();
        final Map<String, PaymentProvider.State> states = new ConcurrentHashMap<>();

        class Till implements PaymentProvider {
            @Override
            public LocalText title() {
                return LocalText.of("Каса", "Till");
            }

            @Override
            public Order begin(Work work, BigDecimal amount, String currency, LocalText reason, URI returnAddress) {
                return orders.computeIfAbsent(work.key(), key -> order());
            }

            @Override
            public State status(Work work, String order) {
                var state = states.get(order);
                if (state == null) {
                    throw new PluginException("no such order", false);
                }
                return state;
            }

            Order order() {
                String id = UUID.randomUUID().toString();
                states.put(id, State.PENDING);
                return new Order(id, URI.create("http://127.0.0.1/pay/" + id));
            }
        }

        @Override
        protected PaymentProvider provider() {
            return new Till();
        }

        @Override
        protected PaymentProvider unreachable() {
            return new Till() {
                @Override
                Order order() {
                    throw down();
                }
            };
        }

        @Override
        protected void pay(PaymentProvider.Order order) {
            states.put(order.id(), PaymentProvider.State.PAID);
        }

        @Override
        protected void refuse(PaymentProvider.Order order) {
            states.put(order.id(), PaymentProvider.State.REFUSED);
        }
    }

    public static class Twice extends RightPayment {
        @Override
        protected PaymentProvider provider() {
            return new Till() {
                @Override
                public Order begin(Work work, BigDecimal amount, String currency, LocalText reason, URI returnAddress) {
                    return order();
                }
            };
        }
    }

    public static class Gullible extends RightPayment {
        @Override
        protected PaymentProvider provider() {
            return new Till() {
                @Override
                public State status(Work work, String order) {
                    return states.getOrDefault(order, State.PAID);
                }
            };
        }
    }
}
