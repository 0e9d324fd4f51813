/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gishe.api.base.Answer;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Work;
import org.gishe.api.service.Application;
import org.gishe.api.service.Decision;
import org.gishe.api.service.EService;
import org.gishe.api.service.Finding;
import org.junit.Test;

public class EServiceContractTest {

    @Test
    public void aRightServicePasses() {
        assertThat(Suite.failures(Right.class)).isEmpty();
    }

    @Test
    public void aDecisionThatDependsOnTheDayIsFound() {
        assertThat(Suite.failures(Moody.class)).containsExactly("theSameFactsLeadToTheSameDecision");
    }

    @Test
    public void aResultThatDoesNotFillItsTemplateIsFound() {
        assertThat(Suite.failures(Scant.class)).containsExactly("whatIsGrantedFillsTheResultTemplate");
    }

    @Test
    public void aServiceThatTrustsARegisterToAnswerIsFound() {
        assertThat(Suite.failures(Trusting.class)).containsExactly("aRegisterThatSaidNothingIsNotAFailureOfTheService");
    }

    @Test
    public void aRefusalInOneLanguageIsFound() {
        assertThat(Suite.failures(Monolingual.class)).containsExactly("whoIsNotGrantedLearnsWhy");
    }

    @Test
    public void aServiceThatExaminesNothingIsFound() {
        assertThat(Suite.failures(Lenient.class)).containsExactly("everyCaseIsExaminedAsItSays");
    }

    static class Sample implements EService {
        @Override
        public List<Finding> examine(Work work, Application application) {
            return application.form().text("/wish").orElseThrow().equals("coffee")
                    ? List.of(new Finding("/wish", LocalText.of("Кафето свърши.", "There is no coffee left.")))
                    : List.of();
        }

        @Override
        public Decision decide(Work work, Application application) {
            boolean found = application.answer("person").flatMap(Answer::data).isPresent();
            return found ? Decision.granted(result(work, application)) : Decision.refused(reason());
        }

        Data.Obj result(Work work, Application application) {
            return Data.EMPTY
                    .with("number", application.number().orElseThrow())
                    .with("wish", application.form().text("/wish").orElseThrow());
        }

        LocalText reason() {
            return LocalText.of("Не Ви познаваме.", "We do not know you.");
        }
    }

    public static class Right extends EServiceContract {
        @Override
        protected EService service() {
            return new Sample();
        }
    }

    public static class Moody extends Right {
        @Override
        protected EService service() {
            return new Sample() {
                @Override
                Data.Obj result(Work work, Application application) {
                    return super.result(work, application)
                            .with("day", work.now().toString());
                }
            };
        }
    }

    public static class Scant extends Right {
        @Override
        protected EService service() {
            return new Sample() {
                @Override
                Data.Obj result(Work work, Application application) {
                    return Data.EMPTY.with(
                            "wish", application.form().text("/wish").orElseThrow());
                }
            };
        }
    }

    public static class Trusting extends Right {
        @Override
        protected EService service() {
            return new Sample() {
                @Override
                public Decision decide(Work work, Application application) {
                    application.answer("person").orElseThrow();
                    return super.decide(work, application);
                }
            };
        }
    }

    public static class Monolingual extends Right {
        @Override
        protected EService service() {
            return new Sample() {
                @Override
                LocalText reason() {
                    return LocalText.of("Не Ви познаваме.", "");
                }
            };
        }
    }

    public static class Lenient extends Right {
        @Override
        protected EService service() {
            return new Sample() {
                @Override
                public List<Finding> examine(Work work, Application application) {
                    return List.of();
                }
            };
        }
    }
}
