package dev.gapless;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;

/** The structure, as a map that is checked: which package may use which. */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "hub", Set.of(),
            "eventlog", Set.of("hub"),
            "protocol", Set.of(),
            "gateway", Set.of("hub", "protocol", "account", "eventlog"),
            "account", Set.of("eventlog", "hub"),
            "chat", Set.of("account", "eventlog", "hub"),
            "system", Set.of("hub", "eventlog", "protocol", "gateway", "account", "chat"));

    @ArchTest
    static void packagesUseOnlyWhatTheMapAllows(JavaClasses everything) {
        MAY_USE.forEach((name, allowed) -> {
            DescribedPredicate<JavaClass> forbidden = resideInAPackage("dev.gapless..")
                    .and(not(resideInAPackage("dev.gapless." + name + "..")))
                    .and(not(resideInAnyPackage(allowed.stream()
                            .map(other -> "dev.gapless." + other + "..")
                            .toArray(String[]::new))));
            noClasses()
                    .that()
                    .resideInAPackage("dev.gapless." + name + "..")
                    .should()
                    .dependOnClassesThat(forbidden)
                    .allowEmptyShould(true)
                    .check(everything);
        });
    }

    @ArchTest
    static void theHubIsPlainJava(JavaClasses everything) {
        classes()
                .that()
                .resideInAPackage("dev.gapless.hub..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.gapless.hub..", "java..", "org.jspecify.annotations"))
                .allowEmptyShould(true)
                .check(everything);
    }

    /** Tokens and channels know of no connections; what brings connections and orders knows the gateway. */
    @ArchTest
    static void theGatewayStandsBetweenItsParts(JavaClasses everything) {
        noClasses()
                .that()
                .resideInAPackage("dev.gapless.gateway")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.gapless.gateway.transport"))
                .check(everything);
        noClasses()
                .that()
                .resideInAnyPackage("dev.gapless.gateway.token", "dev.gapless.gateway.channel")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.gapless.gateway", "dev.gapless.gateway.transport", "dev.gapless.gateway.api"))
                .check(everything);
    }

    @ArchTest
    static void thereAreNoCycles(JavaClasses everything) {
        SlicesRuleDefinition.slices()
                .matching("dev.gapless.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(everything);
    }
}
