*** Comments ***
An appliance lives through what its users would tell.
robot --variable BACKEND:unix tests/robot/stories.robot

*** Settings ***
Resource            ${CURDIR}/appliance.resource
Suite Setup         Start Appliance    climate
Suite Teardown      Stop Appliance
Test Setup          The Appliance Is As New


*** Test Cases ***
It Learns That Mornings Are Warmer
    ${morning_before} =    Learned For    7:00
    ${evening_before} =    Learned For    20:00
    FOR    ${day}    IN    1    2    3
        It Is    ${day}    7:00
        Somebody Sets It To    23.5
        It Is    ${day}    20:00
        Somebody Sets It To    19
    END
    ${morning} =    Learned For    7:00
    ${evening} =    Learned For    20:00
    Should Be True    ${morning} > ${morning_before}
    Should Be True    ${evening} < ${evening_before}
    Should Be True    ${morning} - ${morning_before} > ${evening} - ${evening_before} + 50
    Appliance Should Say    why target_temp    from 6 changes

Somebody Else's Taste Is Neither Used Nor Told
    Ask Appliance    came    person=ben
    ${for_ben} =    It Gives
    Ask Appliance    left    person=ben
    Ask Appliance    came    person=anna
    Somebody Sets It To    24
    ${for_anna} =    It Gives
    Should Be True    ${for_anna} >= ${for_ben} + 100
    Appliance Should Say    why target_temp    anna wants it
    Ask Appliance    left    person=anna
    Ask Appliance    came    person=ben
    ${for_ben_again} =    It Gives
    Should Be Equal    ${for_ben_again}    ${for_ben}
    ${told} =    Appliance Should Say    why target_temp    nothing was learned yet
    Should Not Contain    ${told}    anna

It Survives A Pulled Plug
    Somebody Sets It To    23
    Ask Appliance    save
    Somebody Sets It To    24
    ${learned} =    It Gives
    ${line} =    Line Of    save
    Pull The Plug While It Answers    ${line}
    Plug It In
    ${overrides} =    Overrides Learned
    Should Be True    1 <= ${overrides} <= 2    only what was saved last may be lost
