-- A value that a documented question is asked with.
set variable {{name}} = {{value}} -- noqa: PRS
