/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

/**
 * Why a jar may not come in: an id that stays, what was found, and what its author does instead. The table in
 * docs/writing-plugins.md is made of it.
 */
enum Refusal {
    UNREADABLE("unreadable", "it is no jar, or a torn one", "send the file that the build made, whole"),
    ZIP_BOMB(
            "zip-bomb",
            "more than 5000 entries or 256 MiB unpacked, 50000 entries with those of the jars inside",
            "leave out what the plug-in does not need"),
    PATH(
            "path",
            "an entry whose name leads out of the jar",
            "build it with a packager that names entries from its root"),
    DUPLICATE_ENTRY("duplicate-entry", "two entries of one name", "build it anew, each file once"),
    NESTED_DEPTH("nested-depth", "a jar in a jar in the jar", "put every library beside the others, in lib/"),
    CLASS("class", "a class file that cannot be read", "build it anew, for Java 17"),
    MANIFEST("manifest", "no manifest, or not that of an OSGi bundle", "build it as an OSGi bundle"),
    ACTIVATOR("activator", "a Bundle-Activator", "what has a life is a Declarative Services component"),
    EXPORTS("exports", "exported packages", "keep them private; plug-ins do not see one another"),
    FRAGMENT("fragment", "a fragment", "make it a bundle of its own"),
    DYNAMIC_IMPORT("dynamic-import", "DynamicImport-Package or Require-Bundle", "name each package in Import-Package"),
    NATIVE_CODE("native-code", "native code", "run it as a process of its own and talk to it over HTTP"),
    EXTENDER(
            "extender",
            "files or headers that ask Blueprint, Spring, the shell or SPI Fly to run something",
            "what has a life is a Declarative Services component"),
    PLATFORM_IMPORT("platform-import", "an import of the platform", "plug-ins see org.gishe.api alone"),
    PLUGIN_IMPORT("plugin-import", "an import of another plug-in", "carry what both need inside each"),
    FOREIGN_IMPORT(
            "import-not-in-plugin-libraries",
            "an import that is not of the JDK, slf4j, Jackson, Camel or the contracts",
            "carry that library inside the jar (Bundle-ClassPath)"),
    SERVLET(
            "servlet",
            "a servlet, filter, listener, REST resource or web application of its own",
            "calls from outside come through org.gishe.api.inbound"),
    THREAD(
            "thread",
            "a class that starts threads, timers or clients with threads",
            "a plug-in acts when it is called; for HTTP there is Work.http()"),
    SOCKET("socket", "a class that listens on a socket", "calls from outside come through org.gishe.api.inbound"),
    EXIT(
            "exit",
            "a class that ends the JVM or starts processes",
            "throw a PluginException; what is a process runs beside the platform"),
    GLOBAL_STATE(
            "global-state", "a class that changes what the whole JVM shares", "keep settings in objects of your own"),
    COMPONENT(
            "component",
            "a component whose description is missing or broken",
            "let the build write it from the annotations"),
    PLUGIN_ID("plugin-id", "no plug-in id, a wrong one, or several", "one jar is one plug-in with one id"),
    NO_PLUGIN(
            "no-plugin",
            "neither an e-service's files nor a component with a plug-in id",
            "see docs/writing-plugins.md"),
    DESCRIPTION("description", "something wrong in the files under gishe/", "mend what the words name"),
    SCHEMA("schema", "a schema that is no JSON Schema 2020-12", "mend the schema"),
    REPORT(
            "report",
            "a report of the contract suites in which tests failed",
            "mend the plug-in until its suite passes, and send the jar of that build"),
    REPORT_DEMANDED(
            "report-demanded",
            "no report of the contract suites, or not a whole one of this very jar",
            "extend the suite of your contract, and send the jar of a whole build, tests included"),
    UNSIGNED("unsigned", "no signature", "sign it with jarsigner; see Signing a plug-in"),
    TAMPERED("tampered", "content that is not what was signed", "send the file as it was signed, or sign it anew"),
    SIGNED_IN_PART(
            "signed-in-part",
            "files that no signature covers, or one by algorithms that count no more",
            "sign the finished jar once, with SHA-256 or better"),
    SEVERAL_SIGNERS("several-signers", "more than one signature", "one answers for it: sign it once"),
    UNTRUSTED(
            "untrusted-signer",
            "a signature whose certificate leads to none that is trusted here",
            "the operator puts the certificate of your authority into etc/trust/plugins"),
    USAGE(
            "certificate-usage",
            "a certificate that is not for signing",
            "sign with a certificate for code signing, or a seal"),
    EXPIRED(
            "certificate-expired",
            "a certificate that was not valid when the jar was signed",
            "sign it anew with a certificate that is valid"),
    REVOKED("certificate-revoked", "a revoked certificate", "sign it anew with a certificate that stands"),
    REVOCATION_UNKNOWN(
            "revocation-unknown",
            "a certificate of which nobody can say whether it is revoked",
            "try again, or let the operator put the authority's list into etc/trust as .crl"),
    NOT_STAMPED("not-stamped", "a signature without a time-stamp", "sign it with jarsigner -tsa ADDRESS"),
    STAMP(
            "time-stamp",
            "a time-stamp by an authority that is not trusted here",
            "the operator puts its certificate into etc/trust/stamps, or you choose another"),
    OTHERS_ID(
            "others-id",
            "an id that belongs to somebody else's signature",
            "choose an id of your own; an operator may release one"),
    STARTS("starts", "it does not come up", "try the bundle in a container of your own first"),
    STOPS("stops", "it does not stop", "deactivate gives back what activate took, and waits for nobody"),
    THREAD_ALIVE(
            "thread-alive",
            "a thread of it that lives on after it was stopped",
            "a plug-in acts when it is called, and leaves no thread"),
    FOREIGN_SERVICE(
            "foreign-service",
            "a service under an interface that is no contract",
            "register contracts only; use your own classes directly"),
    EXAMPLE(
            "example",
            "a case of gishe/examples that does not come out as it says",
            "mend the rules or the case; EServiceContract runs the same cases in your build");

    private final String id;
    private final String found;
    private final String instead;

    Refusal(String id, String found, String instead) {
        this.id = id;
        this.found = found;
        this.instead = instead;
    }

    String id() {
        return id;
    }

    String found() {
        return found;
    }

    String instead() {
        return instead;
    }

    /** What was found in this jar, what to do instead, and the id. */
    String words(String here) {
        return here + "; " + instead + " [" + id + "]";
    }

    /** The same where the words themselves say what to do. */
    String brief(String here) {
        return here + " [" + id + "]";
    }
}
