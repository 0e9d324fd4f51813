/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

/** An answer that nobody in the citizen's place would expect. */
public final class UnexpectedAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    UnexpectedAnswerException(Answer answer, int expected) {
        super(answer + ", expected " + expected);
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
