/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.Health;
import org.gishe.api.base.Work;
import org.gishe.api.register.RegisterAdapter;
import org.junit.Test;

public class RegisterAdapterContractTest {

    @Test
    public void aRightAdapterPasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void anAdapterThatThrowsWhenTheRegisterIsDownIsFound() {
        assertThat(Suite.failures(Throwing.class))
                .contains("aRegisterThatIsDownIsUnavailable", "noReasonTellsAboutWhomItWas");
    }

    @Test
    public void anAdapterThatNamesThePersonInItsReasonIsFound() {
        assertThat(Suite.failures(Talkative.class)).containsExactly("noReasonTellsAboutWhomItWas");
    }

    @Test
    public void anAnswerThatDoesNotFitItsSchemaIsFound() {
        assertThat(Suite.failures(Misfit.class)).containsExactly("whatIsKnownIsFoundAndFitsItsSchema");
    }

    @Test
    public void anAdapterThatSaysAllIsWellWhenItIsNotIsFound() {
        assertThat(Suite.failures(Blithe.class)).containsExactly("healthIsToldWithinASecond");
    }

    static class Adapter implements RegisterAdapter {
        final boolean up;

        Adapter(boolean up) {
            this.up = up;
        }

        @Override
        public Answer execute(Work work, String operation, Data.Obj request) {
            if (!up) {
                return Answer.without(Answer.Status.UNAVAILABLE, "nobody there", work.now());
            }
            if (!operation.equals("PersonSearch")) {
                return Answer.without(Answer.Status.INVALID, "no such operation", work.now());
            }
            return request.text("/id").orElse("").equals("8523120012")
                    ? Answer.found(data(), work.now())
                    : Answer.without(Answer.Status.NOT_FOUND, reason(request), work.now());
        }

        Data.Obj data() {
            return Data.EMPTY.with("name", "Яна");
        }

        String reason(Data.Obj request) {
            return "not there";
        }

        @Override
        public Health health(Work work) {
            return up ? Health.UP : new Health(Health.Status.DOWN, "nobody there");
        }
    }

    public static class Right extends RegisterAdapterContract {
        @Override
        protected RegisterAdapter adapter() {
            return new Adapter(true);
        }

        @Override
        protected RegisterAdapter unreachable() {
            return new Adapter(false);
        }

        @Override
        protected Question known() {
            return new Question("PersonSearch", Data.EMPTY.with("id", "8523120012"));
        }

        @Override
        protected Question unknown() {
            return new Question("PersonSearch", Data.EMPTY.with("id", "9130054478"));
        }
    }

    public static class Throwing extends Right {
        @Override
        protected RegisterAdapter unreachable() {
            return new Adapter(false) {
                @Override
                public Answer execute(Work work, String operation, Data.Obj request) {
                    throw new IllegalStateException("nobody there");
                }
            };
        }
    }

    public static class Talkative extends Right {
        @Override
        protected RegisterAdapter adapter() {
            return new Adapter(true) {
                @Override
                String reason(Data.Obj request) {
                    return "there is no " + request.text("/id").orElseThrow();
                }
            };
        }
    }

    public static class Misfit extends Right {
        @Override
        protected RegisterAdapter adapter() {
            return new Adapter(true) {
                @Override
                Data.Obj data() {
                    return Data.EMPTY.with("name", Data.of(5));
                }
            };
        }
    }

    public static class Blithe extends Right {
        @Override
        protected RegisterAdapter unreachable() {
            return new Adapter(false) {
                @Override
                public Health health(Work work) {
                    return Health.UP;
                }
            };
        }
    }
}
