
import django.db.models.deletion
import mitwirken.formats.surveys.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('participation', '0003_practice'),
        ('places', '0002_population'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('if_choices', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=140, verbose_name='Überschrift')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='Text darunter')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('if_choices', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('one', 'Eine Antwort auswählen'), ('several', 'Mehrere Antworten auswählen'), ('scale', 'Skala'), ('matrix', 'Tabelle: mehrere Zeilen, dieselben Antworten'), ('ranking', 'Rangfolge'), ('number', 'Zahl'), ('short', 'Kurzer Text'), ('long', 'Langer Text'), ('date', 'Datum'), ('point', 'Ort auf der Karte'), ('upload', 'Bild hochladen'), ('info', 'Nur Text, keine Frage')], max_length=10, verbose_name='Art der Antwort')),
                ('text', models.CharField(max_length=300, verbose_name='Frage')),
                ('help', models.TextField(blank=True, max_length=2000, verbose_name='Hinweis zur Frage')),
                ('required', models.BooleanField(default=False, verbose_name='Muss beantwortet werden')),
                ('choices', models.JSONField(blank=True, default=list, verbose_name='Antworten')),
                ('rows', models.JSONField(blank=True, default=list, verbose_name='Zeilen')),
                ('other', models.BooleanField(default=False, verbose_name='Zusätzlich: etwas anderes, mit eigenen Worten')),
                ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Höchstens so viele')),
                ('low', models.IntegerField(blank=True, null=True, verbose_name='Kleinste Zahl')),
                ('high', models.IntegerField(blank=True, null=True, verbose_name='Größte Zahl')),
                ('low_label', models.CharField(blank=True, max_length=60, verbose_name='Wort am unteren Ende')),
                ('high_label', models.CharField(blank=True, max_length=60, verbose_name='Wort am oberen Ende')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='Einheit')),
                ('if_question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.question')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.page')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='if_question',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.question'),
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=140, verbose_name='Titel')),
                ('intro', models.TextField(blank=True, max_length=4000, verbose_name='Worum es geht')),
                ('closing', models.TextField(blank=True, max_length=2000, verbose_name='Text nach dem Absenden')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='So viele Minuten dauert es etwa')),
                ('anonymous', models.BooleanField(default=True, verbose_name='Anonym')),
                ('access', models.CharField(choices=[('open', 'Alle, auch ohne Konto'), ('account', 'Alle mit einem Konto, jede Person einmal')], default='open', max_length=10, verbose_name='Wer antworten kann')),
                ('results', models.CharField(choices=[('after', 'nach dem Ende'), ('running', 'schon während der Umfrage'), ('staff', 'nur die Stadt')], default='after', max_length=10, verbose_name='Wann alle die Ergebnisse sehen')),
                ('smallest', models.PositiveSmallIntegerField(default=5, verbose_name='Kleinste Zahl, die gezeigt wird')),
                ('crossings', models.JSONField(blank=True, default=list)),
                ('state', models.CharField(choices=[('draft', 'in Vorbereitung'), ('ready', 'festgelegt'), ('closed', 'geschlossen')], default='draft', max_length=10)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='participation.phase')),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='participation.process')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigIntegerField(default=mitwirken.formats.surveys.models.new_number, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('online', 'online'), ('phone', 'am Telefon'), ('paper', 'auf Papier'), ('room', 'vor Ort')], default='online', max_length=10)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('completed_on', models.DateField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('receipt', models.CharField(max_length=16)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='survey_responses', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='surveys.survey')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='surveys.survey'),
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=64)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('values', models.JSONField(default=dict)),
                ('trial', models.BooleanField(default=False)),
                ('changed_on', models.DateField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='surveys.response')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='surveys.draft')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.question')),
                ('response', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='surveys.response')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigIntegerField(default=mitwirken.formats.surveys.models.new_number, editable=False, primary_key=True, serialize=False)),
                ('row', models.CharField(blank=True, max_length=8)),
                ('choice', models.CharField(blank=True, max_length=8)),
                ('number', models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True)),
                ('text', models.TextField(blank=True, max_length=4000)),
                ('published', models.TextField(blank=True, max_length=4000)),
                ('day', models.DateField(blank=True, null=True)),
                ('latitude', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.place')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.question')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='surveys.response')),
                ('upload', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answer', to='surveys.upload')),
            ],
            options={
                'ordering': ['response_id', 'question_id', 'row', 'choice'],
            },
        ),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(fields=['process', 'state'], name='surveys_sur_process_c05234_idx'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('anonymous', True), ('access', 'account'), _connector='OR'), name='survey_by_name_needs_an_account'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('key', ''), _connector='OR'), name='survey_closed_has_no_key'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['survey', 'id'], name='surveys_res_survey__8fbf4c_idx'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['survey', 'channel'], name='surveys_res_survey__2cd921_idx'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('survey', 'receipt'), name='survey_receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('survey', 'person'), name='survey_response_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('survey', 'who'), name='survey_mark_once_a_person'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['changed_on'], name='surveys_dra_changed_187c95_idx'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('survey', 'person'), name='survey_draft_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('draft__isnull', False), ('response__isnull', False), _connector='OR'), name='survey_upload_is_somewhere'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['question', 'row', 'choice'], name='surveys_ans_questio_c53a70_idx'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('response', 'question', 'row', 'choice'), name='survey_answer_once'),
        ),
    ]
