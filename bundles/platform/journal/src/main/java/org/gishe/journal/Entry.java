/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.PersonId;

/** What is written into the journal. Immutable; made by {@link #of}. */
public final class Entry {

    private final String kind;
    private final Optional<PersonId> person;
    private final Optional<PersonId> actor;
    private final Optional<String> matter;
    private final Optional<LegalBasis> basis;
    private final Optional<String> purpose;
    private final Data.Obj payload;
    private final Optional<Instant> withheld;

    private Entry(Builder builder) {
        this.kind = builder.kind;
        this.person = builder.person;
        this.actor = builder.actor;
        this.matter = builder.matter;
        this.basis = builder.basis;
        this.purpose = builder.purpose;
        this.payload = builder.payload;
        this.withheld = builder.withheld;
    }

    /**
     * @param kind stable name in dots, for example {@code register.enquiry}, {@code delivery.sent}; at most 64
     *     characters
     */
    public static Builder of(String kind) {
        return new Builder(kind);
    }

    public String kind() {
        return kind;
    }

    /** Whose data; empty when nobody's. */
    public Optional<PersonId> person() {
        return person;
    }

    /** Who acted; empty for the platform itself. */
    public Optional<PersonId> actor() {
        return actor;
    }

    /** Submission, draft, message or plug-in that it is about. */
    public Optional<String> matter() {
        return matter;
    }

    public Optional<LegalBasis> basis() {
        return basis;
    }

    public Optional<String> purpose() {
        return purpose;
    }

    /** Details; may hold personal data, which stand apart from the chain. */
    public Data.Obj payload() {
        return payload;
    }

    /** Until when the law keeps it from the person whose data it is about; empty for what is never kept from them. */
    public Optional<Instant> withheld() {
        return withheld;
    }

    /** Collects an entry. */
    public static final class Builder {
        private final String kind;
        private Optional<PersonId> person = Optional.empty();
        private Optional<PersonId> actor = Optional.empty();
        private Optional<String> matter = Optional.empty();
        private Optional<LegalBasis> basis = Optional.empty();
        private Optional<String> purpose = Optional.empty();
        private Data.Obj payload = Data.EMPTY;
        private Optional<Instant> withheld = Optional.empty();

        private Builder(String kind) {
            this.kind = Objects.requireNonNull(kind);
        }

        public Builder person(PersonId id) {
            person = Optional.of(id);
            return this;
        }

        public Builder actor(PersonId id) {
            actor = Optional.of(id);
            return this;
        }

        public Builder matter(String id) {
            matter = Optional.of(id);
            return this;
        }

        public Builder basis(LegalBasis legalBasis) {
            basis = Optional.of(legalBasis);
            return this;
        }

        public Builder purpose(String words) {
            purpose = Optional.of(words);
            return this;
        }

        public Builder payload(Data.Obj details) {
            payload = details;
            return this;
        }

        /** Keeps it from the person until then; it opens by itself. */
        public Builder withheld(Instant until) {
            withheld = Optional.of(until);
            return this;
        }

        public Entry build() {
            return new Entry(this);
        }
    }
}
