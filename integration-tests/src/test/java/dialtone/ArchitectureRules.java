package dialtone;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.jspecify.annotations.NullMarked;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What CONTRIBUTING.md and ARCHITECTURE.md say about packages and classes, as rules.
///
/// @param root the package everything is below; another one than `dialtone` to show that the rules
///     can fail
record ArchitectureRules(String root) {

    /// A module by its packages. Each knows only itself and those before it; web-demo is
    /// the last one with main code.
    enum Module {
        TURN_SERVER,
        SIGNALING,
        SIP_BRIDGE,
        WEB_DEMO;

        /// Patterns for its packages; the root package counts without those below it.
        String[] packages(String root) {
            Stream<String> below =
                    switch (this) {
                        case TURN_SERVER ->
                                Stream.of(
                                        ".config..",
                                        ".logging..",
                                        ".process..",
                                        ".tls..",
                                        ".udp..",
                                        ".turn..");
                        case SIGNALING -> Stream.of(".signaling..");
                        case SIP_BRIDGE -> Stream.of(".media..", ".sip..");
                        case WEB_DEMO -> Stream.of("", ".coturn..", ".web..");
                    };
            return below.map(name -> root + name).toArray(String[]::new);
        }
    }

    List<ArchRule> all() {
        return Stream.of(
                        moduleArrows().stream(),
                        Stream.of(
                                everyClassIsInAModule(),
                                mediaKnowsNeitherSipNorSignaling(),
                                noCircles(),
                                noPackagesNamedAfterNothing(),
                                noClassesNamedAfterNothing(),
                                everyPackageIsNullMarked(),
                                noUnwantedLibraries(),
                                stunLibraryStaysBehindItsPackage(),
                                formsOfOneProcessAreChosenInOnePlace(),
                                clocksAreInjected(),
                                nothingSleeps(),
                                noSharedMutableFields()))
                .flatMap(rules -> rules)
                .toList();
    }

    List<ArchRule> moduleArrows() {
        List<ArchRule> rules = new ArrayList<>();
        Module[] modules = Module.values();
        for (int i = 0; i < modules.length - 1; i++) {
            Module module = modules[i];
            String[] later =
                    Arrays.stream(modules, i + 1, modules.length)
                            .flatMap(m -> Arrays.stream(m.packages(root)))
                            .toArray(String[]::new);
            rules.add(
                    noClasses()
                            .that()
                            .resideInAnyPackage(module.packages(root))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(later)
                            .because(module + " knows only the modules before it"));
        }
        return rules;
    }

    private ArchRule everyClassIsInAModule() {
        String[] known =
                Arrays.stream(Module.values())
                        .flatMap(m -> Arrays.stream(m.packages(root)))
                        .toArray(String[]::new);
        return classes()
                .should()
                .resideInAnyPackage(known)
                .because("a new package belongs to a module, and is named in this test");
    }

    private ArchRule mediaKnowsNeitherSipNorSignaling() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".media..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".sip..", root + ".signaling..")
                .because("media serves group calls too")
                .allowEmptyShould(true);
    }

    private ArchRule noCircles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private static ArchRule noPackagesNamedAfterNothing() {
        return noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..impl..",
                        "..model..",
                        "..manager..",
                        "..helper..",
                        "..common..")
                .because("packages are named after what they are about");
    }

    private static ArchRule noClassesNamedAfterNothing() {
        return noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("classes are named after what they are");
    }

    private static ArchRule everyPackageIsNullMarked() {
        return classes()
                .should(
                        new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                boolean marked =
                                        item.getPackage().isAnnotatedWith(NullMarked.class);
                                events.add(
                                        new SimpleConditionEvent(
                                                item,
                                                marked,
                                                item.getName()
                                                        + ": its package-info.java must say"
                                                        + " @NullMarked"));
                            }
                        });
    }

    private static ArchRule noUnwantedLibraries() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.servlet..",
                        "jakarta.servlet..",
                        "org.springframework..",
                        "java.util.logging..",
                        "org.apache.logging..",
                        "com.fasterxml.jackson.databind..")
                .because("we use Jetty's core, plain construction, SLF4J and Jackson 3");
    }

    private ArchRule stunLibraryStaysBehindItsPackage() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".turn.protocol..", root + ".media.ice..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.ice4j..")
                .because("one thin package adds what ice4j lacks, and nobody goes past it");
    }

    private ArchRule clocksAreInjected() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .because("tests set the time: take an InstantSource from the composition root");
    }

    private static ArchRule nothingSleeps() {
        return noClasses()
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it is Thread.sleep",
                                call ->
                                        call.getTargetOwner().isEquivalentTo(Thread.class)
                                                && call.getName().equals("sleep")))
                .because("who waits, waits for something");
    }

    /// What several machines will share stands behind interfaces; their forms in one process, which
    /// are called `Local...`, are known to each other and to who chooses them.
    private ArchRule formsOfOneProcessAreChosenInOnePlace() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".signaling..")
                .and()
                .haveSimpleNameNotStartingWith("Local")
                .and()
                .doNotHaveFullyQualifiedName("dialtone.signaling.hub.Hub")
                .and()
                .doNotHaveFullyQualifiedName("dialtone.signaling.presence.Presences")
                .and()
                .doNotHaveFullyQualifiedName("dialtone.signaling.presence.Rosters")
                .and()
                .areTopLevelClasses()
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are the form in one process of what is shared",
                                (JavaClass found) ->
                                        found.getPackageName().startsWith(root + ".signaling.")
                                                && found.getSimpleName().startsWith("Local")))
                .because("one day clients are on other machines too");
    }

    private static ArchRule noSharedMutableFields() {
        DescribedPredicate<HasModifiers> shared =
                DescribedPredicate.describe(
                        "public or static",
                        field ->
                                field.getModifiers().contains(JavaModifier.PUBLIC)
                                        || field.getModifiers().contains(JavaModifier.STATIC));
        DescribedPredicate<JavaField> written =
                DescribedPredicate.describe(
                        "written by us",
                        field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
        return fields().that(are(shared))
                .and(are(written))
                .should()
                .beFinal()
                .because("every state has one owner");
    }
}
